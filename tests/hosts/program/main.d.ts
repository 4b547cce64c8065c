// For the TypeScript hosts: the namespaces are taken as each kind of project has them.
export declare function useClient(
  client: object,
  sandbox: object,
  intercept?: (fetch: typeof globalThis.fetch) => unknown,
): Promise<unknown>;
export declare function expectedIn(host: { browser: boolean }): unknown;
