// What makes the pages quicker to use; everything works without it.

const completions = (form) => {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  list.className = "options";
  list.id = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "options"]]) {
    input.setAttribute(name, value);
  }
  let asked = 0;
  let timer = 0;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (text) => {
    // A name is meant as a whole, so it becomes a phrase.
    input.value = text.includes(" ") ? `"${text.replaceAll('"', "")}"` : text;
    close();
    form.requestSubmit();
  };
  const show = (found) => {
    list.replaceChildren(...found.map((text, place) => {
      const option = document.createElement("li");
      option.id = `option-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = text;
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(text); });
      return option;
    }));
    list.hidden = found.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  const ask = async () => {
    const mine = ++asked;
    const text = input.value.trim();
    if (text.length < 2 || /["():*~]/.test(text)) return close();
    try {
      const answer = await fetch(`${form.dataset.complete}?q=${encodeURIComponent(text)}`);
      if (mine === asked && answer.ok && document.activeElement === input) show(await answer.json());
    } catch { close(); }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    if (list.hidden || options.length === 0) return;
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); take(options[chosen].textContent); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = (chosen + step + options.length) % options.length;
    options[chosen].setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", options[chosen].id);
  });
};

const brush = (figure) => {
  const drawing = figure.querySelector("svg");
  const bars = [...drawing.querySelectorAll("a")];
  figure.querySelector(".brush-hint").hidden = !matchMedia("(pointer: fine)").matches;
  const area = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  area.setAttribute("class", "brush");
  area.setAttribute("y", "0");
  area.setAttribute("height", "72");
  let from = -1;
  let to = -1;
  const at = (event) => {
    const box = drawing.getBoundingClientRect();
    return Math.min(bars.length - 1, Math.max(0, Math.floor(bars.length * (event.clientX - box.left) / box.width)));
  };
  const draw = () => {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    area.setAttribute("x", String(first * 10));
    area.setAttribute("width", String((last - first + 1) * 10));
  };
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    from = to = at(event);
    drawing.setPointerCapture(event.pointerId);
    drawing.append(area);
    draw();
  });
  drawing.addEventListener("pointermove", (event) => { if (from >= 0) { to = at(event); draw(); } });
  const end = (event) => {
    if (from < 0) return;
    to = at(event);
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    from = -1;
    area.remove();
    const address = new URL(bars[first].getAttribute("href"), location.href);
    address.searchParams.set("from", bars[first].dataset.start.replace("T00:00:00+00:00", ""));
    address.searchParams.set("before", bars[last].dataset.end.replace("T00:00:00+00:00", ""));
    visit(address.href);
  };
  drawing.addEventListener("pointerup", end);
  drawing.addEventListener("pointercancel", () => { from = -1; area.remove(); });
  // A click is a brush of one bar, which pointerup has answered; the link itself serves touch and keyboard.
  drawing.addEventListener("click", (event) => { if (event.detail && event.pointerType !== "touch") event.preventDefault(); });
};

const parts = () => {
  for (const place of document.querySelectorAll("[data-part]")) {
    const seen = new IntersectionObserver(async ([entry]) => {
      if (!entry.isIntersecting) return;
      seen.disconnect();
      try {
        const answer = await fetch(place.dataset.part, { headers: { "x-part": "1" } });
        if (!answer.ok) return;
        const found = document.createElement("template");
        found.innerHTML = await answer.text();
        place.lastElementChild.replaceWith(found.content);
      } catch { /* the link stays */ }
    });
    seen.observe(place);
  }
};

// Results of the same page are fetched and put in place, so that nothing flickers and the filters stay where they were.
let loading = null;
const visit = async (address, remember = true) => {
  const main = document.querySelector("main");
  loading?.abort();
  loading = new AbortController();
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: loading.signal });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (remember) history.pushState({ newsloom: true }, "", answer.url);
    document.title = next.title;
    main.replaceChildren(...next.querySelector("main").children);
    const [ask, coming] = [document.querySelector(".ask"), next.querySelector(".ask")];
    ask.querySelectorAll("input[type=hidden]").forEach((input) => input.remove());
    ask.querySelector("button").before(...coming.querySelectorAll("input[type=hidden]"));
    const input = ask.querySelector("input[type=search]");
    input.value = coming.querySelector("input[type=search]").value;
    input.toggleAttribute("aria-invalid", coming.querySelector("[aria-invalid]") !== null);
    document.querySelector(".bottom [name=next]").value = location.pathname + location.search;
    begin(main);
    if (remember) window.scrollTo({ top: 0, behavior: "instant" });
  } catch (error) {
    if (error.name !== "AbortError") location.href = address;
  } finally {
    main.removeAttribute("aria-busy");
  }
};

const begin = (root) => {
  root.querySelectorAll("[data-brush]").forEach(brush);
  parts();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest(".narrow a.choice, .chips a, .paging a, .tools nav a, .notice a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  if (new URL(link.href).pathname !== "/" || location.pathname !== "/") return;
  event.preventDefault();
  visit(link.href);
});
addEventListener("popstate", () => { if (location.pathname === "/") visit(location.href, false); });
history.replaceState({ newsloom: true }, "");

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("#q").select();
    return;
  }
  const step = { j: 1, k: -1 }[event.key];
  const hits = [...document.querySelectorAll(".hit h2 a")];
  if (!step || hits.length === 0) return;
  const place = hits.indexOf(document.activeElement);
  hits[Math.min(hits.length - 1, Math.max(0, place + step))].focus();
});

document.querySelectorAll("[data-complete]").forEach(completions);
begin(document);
