// GraphiQL over this service's GraphQL, with what the address asks for.
import "./style-text.mjs";
import "graphiql/style.css";
import "./console.css";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

// Servers and proxies read addresses of about this length.
const LONGEST_ADDRESS = 8000;

const place = document.getElementById("graphiql");
// Its texts are in English, whatever the form in its place was in.
place.lang = "en";
const endpoint = place.dataset.endpoint;
const asked = new URLSearchParams(location.search);

const fetcher = async (request, { headers } = {}) => {
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "Content-Type": "application/json",
      ...headers,
    },
    body: JSON.stringify(request),
  });
  return answer.json();
};

// What is written goes into the address, so that it can be passed on.
const keep = (name) => (text) => {
  const address = new URL(location.href);
  if (text?.trim()) address.searchParams.set(name, text);
  else address.searchParams.delete(name);
  if (address.href.length <= LONGEST_ADDRESS) history.replaceState(null, "", address);
};

// The text areas behind the editors have no name of their own.
const nameEditors = () => {
  for (const area of place.querySelectorAll(".CodeMirror textarea:not([aria-label])")) {
    const editor = area.closest("[aria-label], .graphiql-query-editor, .result-window");
    const fallback = editor?.classList.contains("result-window") ? "Result" : "Query";
    area.setAttribute("aria-label", editor?.getAttribute("aria-label") ?? fallback);
  }
};
new MutationObserver(nameEditors).observe(place, { childList: true, subtree: true });

createRoot(place).render(
  createElement(GraphiQL, {
    fetcher,
    query: asked.get("query") ?? undefined,
    variables: asked.get("variables") ?? undefined,
    operationName: asked.get("operationName") ?? undefined,
    defaultQuery: place.dataset.example,
    onEditQuery: keep("query"),
    onEditVariables: keep("variables"),
    shouldPersistHeaders: false,
  }),
);
