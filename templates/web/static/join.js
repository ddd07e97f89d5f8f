// The zone is guessed from the device, and shown to be checked. Without this file it is chosen from the list.
const zone = document.getElementById("zone");
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (!zone.value && [...zone.options].some((option) => option.value === guess)) {
  zone.value = guess;
  const help = document.getElementById("zone-help");
  help.textContent = help.dataset.guessed;
}
