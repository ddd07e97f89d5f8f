// Parts of a page renew themselves only while somebody can see them, and at once when they are seen again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const part of document.querySelectorAll("[hx-get]")) htmx.trigger(part, "shown");
});

// Moments that pages give in UTC are shown on the clock of whoever reads them.
const two = (n) => String(n).padStart(2, "0");
const here = () => {
  for (const one of document.querySelectorAll("time[data-look]")) {
    const at = new Date(one.dateTime);
    const [hour, minute] = [two(at.getHours()), two(at.getMinutes())];
    const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    const short = minute === "00" ? hour : `${hour}:${minute}`;
    one.textContent = one.dataset.look === "%H" ? short : `${day} ${hour}:${minute}:${two(at.getSeconds())}`;
  }
  for (const one of document.querySelectorAll("[data-zone]")) one.hidden = one.dataset.zone === "utc";
};
here();
document.addEventListener("htmx:afterSwap", here);
