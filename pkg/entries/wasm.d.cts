/** CommonJS has no meaning for a bare module: find the file with `require.resolve`, and compile it for `init`. */
declare const file: unknown;
export = file;
