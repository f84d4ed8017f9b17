// Browsers start no worker for a page that is opened from a disk. Then this one stands in for it: a hidden frame, in
// which the script of the worker runs. It offers what the search of this site uses, and fetches nothing.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(script) {
      super()
      this.waiting = []
      const frame = document.createElement("iframe")
      frame.hidden = true
      document.documentElement.append(frame)
      this.inside = frame.contentWindow
      this.inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }))
      const element = frame.contentDocument.createElement("script")
      element.src = new URL(script, location.href).href
      element.onload = () => this.start()
      frame.contentDocument.body.append(element)
    }

    start() {
      const waiting = this.waiting
      this.waiting = undefined
      waiting.forEach((data) => this.postMessage(data))
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data)
      else this.inside.dispatchEvent(new MessageEvent("message", { data }))
    }

    terminate() {}
  }
}
