declare global {
  // Node's own types do not know WebAssembly; where others do, this adds nothing.
  namespace WebAssembly {
    interface Module {}
  }
}

/** The bare module. Hosts that import WebAssembly, such as workerd, give it compiled. */
declare const module: WebAssembly.Module;
export default module;
