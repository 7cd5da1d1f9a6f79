// Loads the model where the page was opened as a file and may read no other: from `fidelioFiles`, gzip in base64 by name.

{
  /** @type {any} */
  const page = globalThis

  /** @param {string} name */
  async function bytesOf(name) {
    const zipped = Uint8Array.from(atob(page.fidelioFiles[name]), (character) => character.charCodeAt(0))
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"))
    return new Uint8Array(await new Response(stream).arrayBuffer())
  }

  /** @param {string} name @returns {Promise<any>} */
  async function importOf(name) {
    const address = URL.createObjectURL(new Blob([await bytesOf(name)], { type: "text/javascript" }))
    try {
      return await import(address)
    } finally {
      URL.revokeObjectURL(address)
    }
  }

  page.fidelioOffline = async () => {
    const [runtime, rawValue, { shortFloat }, { load }, model, wasm] = await Promise.all([
      importOf("runtime/ort.wasm.bundle.min.mjs"),
      importOf("runtime/raw-value.js"),
      importOf("runtime/short-float.js"),
      importOf("runtime/loader.js"),
      bytesOf("model.onnx"),
      bytesOf("runtime/ort-wasm-simd-threaded.wasm"),
    ])
    delete page.fidelioFiles
    return load({ runtime, rawValue, shortFloat, signature: page.fidelioSignature }, { model, wasm })
  }
}
