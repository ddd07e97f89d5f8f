// Leaving a page at once: by the button or by Escape, with the other site in its place in the history.
// Without this file the button is a link, and Back would show the page again.
const way = document.getElementById("leave");

function leave(event) {
  event.preventDefault();
  document.documentElement.hidden = true;
  window.location.replace(way.href);
}

function escape(event) {
  if (event.key === "Escape") leave(event);
}

way.addEventListener("click", leave);
document.addEventListener("keydown", escape);
document.getElementById("escape").hidden = false;

// A week stands in a frame without scripts: it is as high as what it shows, and Escape works in it too.
for (const frame of document.querySelectorAll("iframe")) {
  const fit = () => {
    const inside = frame.contentDocument;
    if (!inside || !inside.body) return;
    frame.style.height = `${inside.documentElement.scrollHeight}px`;
    inside.addEventListener("keydown", escape);
  };
  frame.addEventListener("load", fit);
  window.addEventListener("resize", fit);
  fit();
}
