// Parts of a page renew themselves only while somebody can see them, and at once when they are seen again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const part of document.querySelectorAll("[hx-get]")) htmx.trigger(part, "shown");
});
