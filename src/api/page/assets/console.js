// The small GraphQL console: asks without leaving the page. Without this script
// its form opens the answer as JSON.
"use strict";

// Addresses longer than this are not read everywhere.
const LONGEST_ADDRESS = 8000;

const form = document.getElementById("ask");
const status = document.getElementById("status");
const answer = document.getElementById("answer");
const { query, variables } = form.elements;
const say = form.dataset;

async function ask() {
  let values;
  try {
    values = variables.value.trim() ? JSON.parse(variables.value) : undefined;
  } catch (error) {
    status.textContent = `${say.badVariables} ${error.message}`;
    variables.focus();
    return;
  }
  status.textContent = say.waiting;
  answer.hidden = true;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json, application/json;q=0.9",
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ query: query.value, variables: values }),
    });
    const text = await response.text();
    answer.firstElementChild.textContent = pretty(text);
    answer.hidden = false;
    status.textContent = `${say.answered} ${response.status}.`;
    keep();
  } catch (error) {
    status.textContent = `${say.failed} ${error.message}`;
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// What was asked goes into the address, so that it can be passed on.
function keep() {
  const address = new URL(location.href);
  for (const field of [query, variables]) {
    if (field.value.trim()) address.searchParams.set(field.name, field.value);
    else address.searchParams.delete(field.name);
  }
  if (address.href.length <= LONGEST_ADDRESS) history.replaceState(null, "", address);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    ask();
  }
});
