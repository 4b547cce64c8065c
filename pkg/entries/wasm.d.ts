/** The bare module. Hosts that import WebAssembly, such as workerd, give it compiled. */
declare const module: WebAssembly.Module;
export default module;
