"use strict";
const announcement = document.getElementById("announcement");
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    announcement.textContent = "Copied to the clipboard.";
  });
}
for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shows = input.type === "password";
    input.type = shows ? "text" : "password";
    button.textContent = shows ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(shows));
  });
  // Choosing to paste is part of pasting.
  input.addEventListener("input", () => {
    const paste = input.closest("fieldset")?.querySelector('input[type="radio"][value=""]');
    if (paste) paste.checked = true;
  });
}
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = form.querySelector("[data-busy]");
    if (button) button.textContent = announcement.textContent = button.dataset.busy;
  });
}
// The back button may show a page that was sent before.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
