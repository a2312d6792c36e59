// What the pages do better with scripts; everything works without them.
"use strict";

// Addresses that the service does not know in full: those of this page.
for (const code of document.querySelectorAll("#door-curl code, .curl code")) {
  code.textContent = code.textContent.replace("http://127.0.0.1:8080", location.origin);
}

// A button behind everything that is there to be copied.
const french = document.documentElement.lang === "fr";
const [copy, copied] = french ? ["Copier", "Copié"] : ["Copy", "Copied"];
for (const block of document.querySelectorAll(".copyable")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = copy;
  const text = block.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    } catch {
      // Not allowed here: select it, so that a key copies it.
      getSelection().selectAllChildren(block);
    }
  });
  block.after(button);
}
