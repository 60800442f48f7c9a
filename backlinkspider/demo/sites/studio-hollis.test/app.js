"use strict";

async function show(path) {
  const answer = await fetch(`/api${path}.json`);
  const project = await answer.json();
  document.title = `${project.title} - Studio Hollis`;
  const root = document.getElementById("root");
  root.innerHTML = `<h1>${project.title}</h1>` + project.paragraphs.map((text) => `<p>${text}</p>`).join("");
}

show(location.pathname);
