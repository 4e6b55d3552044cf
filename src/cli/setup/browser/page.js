"use strict";
const announcement = document.getElementById("announcement");
const say = (text) => {
  if (announcement) announcement.textContent = text;
};
const offerCopies = (part) => {
  for (const button of part.querySelectorAll("[data-copy], .copied button")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy ?? button.previousElementSibling.textContent);
      button.textContent = "Copied";
      say("Copied to the clipboard.");
    });
  }
};
offerCopies(document);
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
    if (button) say((button.textContent = button.dataset.busy));
  });
}
// The file is read here, and sent as a part of the form.
for (const field of document.querySelectorAll("[data-drop]")) {
  const file = field.querySelector("input[type=file]");
  const text = field.querySelector("input[type=hidden]");
  const send = async (chosen) => {
    if (!chosen) return;
    text.value = await chosen.text();
    field.closest("form").requestSubmit();
  };
  field.hidden = false;
  file.addEventListener("change", () => send(file.files[0]));
  field.addEventListener("dragover", (event) => {
    event.preventDefault();
    field.classList.add("over");
  });
  field.addEventListener("dragleave", () => field.classList.remove("over"));
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    send(event.dataTransfer.files[0]);
  });
}
const job = document.querySelector("[data-events]");
if (job) {
  const source = new EventSource(job.dataset.events);
  for (const part of job.querySelectorAll("[data-event]")) {
    source.addEventListener(part.dataset.event, (event) => {
      part.innerHTML = event.data;
      offerCopies(part);
    });
  }
  source.addEventListener("end", (event) => {
    source.close();
    location.replace(event.data);
  });
}
if (document.querySelector("[data-reload]")) setTimeout(() => location.reload(), 2000);
// The back button may show a page that was sent before.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
