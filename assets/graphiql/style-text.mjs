// The pages' policy has no `unsafe-inline`, so a `<style>` that a library puts
// into the document would be refused. What asks for one gets this element
// instead: while it is in the document, its text is a constructed style sheet,
// which is the page's own script at work and therefore allowed.
class StyleText extends HTMLElement {
  #sheet = new CSSStyleSheet();

  connectedCallback() {
    this.hidden = true;
    this.#sheet.replaceSync(this.textContent);
    document.adoptedStyleSheets.push(this.#sheet);
  }

  disconnectedCallback() {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }
}

customElements.define("style-text", StyleText);
const createElement = document.createElement.bind(document);
document.createElement = (name, ...rest) =>
  createElement(String(name).toLowerCase() === "style" ? "style-text" : name, ...rest);
