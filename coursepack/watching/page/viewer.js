// Shows each state that the server sends. Pages and e-book change in place, so that the reader stays where they are.
"use strict";
const at = (id) => document.getElementById(id);
let version = -1;

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function showStatus(state) {
  const status = at("status");
  status.textContent = state.building ? "Building" : state.message || "Waiting for the first build";
  status.className = state.building ? "building" : state.failed ? "failed" : "well";
}

function showFindings(findings) {
  at("findings").hidden = findings.length === 0;
  at("findings").replaceChildren(...findings.map((finding) => {
    const place = finding.line ? `${finding.file}:${finding.line}` : finding.file;
    const entry = element("p", "", finding.severity);
    entry.append(element("code", `${finding.severity} ${finding.code}`), ` ${place}: ${finding.message}`);
    if (finding.hint) entry.append(element("span", finding.hint, "hint"));
    return entry;
  }));
}

// A page's image is changed only when the new one has come, so that nothing moves or flickers.
async function renew(image, address) {
  const next = new Image();
  next.src = address;
  try { await next.decode(); } catch { return; }
  image.src = address;
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && target.dataset.version !== String(version)) {
      target.dataset.version = String(version);
      const width = Math.ceil(target.clientWidth * window.devicePixelRatio);
      renew(target, `page/${target.dataset.index}.png?width=${width}&version=${version}`);
    }
  }
}, { root: at("pages"), rootMargin: "600px" });

function showPages(folios, [width, height]) {
  const pages = at("pages");
  while (pages.children.length > folios.length) pages.lastChild.remove();
  folios.forEach((folio, index) => {
    let figure = pages.children[index];
    if (!figure) {
      figure = element("figure", "");
      const image = new Image(Math.round(width), Math.round(height));
      image.dataset.index = String(index);
      figure.append(image, element("figcaption", folio));
      pages.append(figure);
    }
    figure.firstChild.alt = `Page ${folio}`;
    figure.lastChild.textContent = folio;
    seen.unobserve(figure.firstChild);
    seen.observe(figure.firstChild);
  });
}

function showBook(start) {
  const frame = at("document");
  if (!start) return;
  const shown = frame.contentWindow.location;
  if (!shown.pathname.startsWith("/epub/")) {
    frame.src = `epub/${start}`;
    return;
  }
  const place = frame.contentWindow.scrollY;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, place), { once: true });
  shown.reload();
}

function view(name) {
  for (const each of ["pages", "book"]) {
    at(each).hidden = each !== name;
    at(`show-${each}`).setAttribute("aria-pressed", String(each === name));
  }
}

at("show-pages").addEventListener("click", () => view("pages"));
at("show-book").addEventListener("click", () => view("book"));
at("folio").addEventListener("change", (event) => {
  const wanted = event.target.value.trim();
  const found = [...at("pages").children].find((figure) => figure.lastChild.textContent === wanted);
  if (found) { view("pages"); found.scrollIntoView(); }
});

const events = new EventSource("events");
events.addEventListener("message", (message) => {
  const state = JSON.parse(message.data);
  showStatus(state);
  showFindings(state.diagnostics);
  if (state.version !== version) {
    version = state.version;
    showPages(state.pages, state.size);
    showBook(state.start);
  }
  document.body.dataset.version = String(version);
});
events.addEventListener("error", () => {
  at("status").textContent = "coursepack watch has ended";
  at("status").className = "failed";
});
