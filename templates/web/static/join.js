// The zone is guessed from the device, and shown to be checked. Without this file it is chosen from the list.
const zone = document.getElementById("zone");
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;

const inRegion = guess?.includes("/") && !guess.startsWith("Etc/");
const listed = [...zone.options].some((option) => option.value === guess);

if (!zone.value && (listed || inRegion)) {
  if (!listed) {
    // an older name of a place of the list, as some browsers say Asia/Calcutta
    zone.add(new Option(guess.slice(guess.indexOf("/") + 1).replaceAll("_", " "), guess));
  }
  zone.value = guess;
  const help = document.getElementById("zone-help");
  help.textContent = help.dataset.guessed;
}
