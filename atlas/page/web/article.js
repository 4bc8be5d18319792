// An article that the map follows: whichever passage crosses the middle of the window gives the map its day.
// Plain script, no library: copy it into your own page.

const map = /** @type {HTMLIFrameElement} */ (document.querySelector(".map iframe")).contentWindow;
let wanted = null, ready = false;

function show(section) {
  for (const other of document.querySelectorAll("section")) other.classList.toggle("now", other === section);
  wanted = section.dataset.date;
  if (ready) map.postMessage({ atlas: 1, do: "seek", date: wanted }, "*");
}

addEventListener("message", ({ source, data }) => {
  if (source !== map || data?.atlas !== 1 || data.is !== "ready") return;
  ready = true;
  if (wanted) map.postMessage({ atlas: 1, do: "seek", date: wanted }, "*");
});

const middle = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) show(entry.target);
}, { rootMargin: "-50% 0px -50% 0px" });
for (const section of document.querySelectorAll("section")) middle.observe(section);
