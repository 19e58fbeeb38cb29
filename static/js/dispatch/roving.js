// A list of options of which one is a tab stop: arrows or j/k move, Home/End jump, Enter or a click opens.

const NEXT = { vertical: ["ArrowDown", "j"], horizontal: ["ArrowRight", "l"] };
const BACK = { vertical: ["ArrowUp", "k"], horizontal: ["ArrowLeft", "h"] };

export function roving(list, { onOpen, orientation = "vertical" }) {
  const options = () => [...list.querySelectorAll('[role="option"]:not([hidden])')];

  function moveTo(option) {
    if (!option) return;
    for (const other of list.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    option.tabIndex = 0;
    option.focus();
    option.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const here = event.target.closest('[role="option"]');
    const each = options();
    const at = each.indexOf(here);
    let to = null;
    if (NEXT[orientation].includes(event.key)) to = each[Math.min(at + 1, each.length - 1)];
    else if (BACK[orientation].includes(event.key)) to = each[Math.max(at - 1, 0)];
    else if (event.key === "Home") to = each[0];
    else if (event.key === "End") to = each.at(-1);
    else if ((event.key === "Enter" || event.key === " ") && here) onOpen(here, event);
    else return;
    event.preventDefault();
    event.stopPropagation();
    moveTo(to);
  });

  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (!option || event.target.closest("button, a")) return;
    moveTo(option);
    onOpen(option, event);
  });
}
