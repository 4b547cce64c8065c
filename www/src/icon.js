// Draws the page's icons as SVG elements: the policy forbids data: URLs, and files would flicker.

const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a 24 × 24 grid. None is a trademark: the label names a kind, the icon only helps to find it. */
const STROKES = {
  slack: ["M9 4 7 20", "M17 4l-2 16", "M4.5 9h16", "M3.5 15h16"],
  teams: ["M4 5h16v11H11l-4.5 4v-4H4z", "M8.5 9h7", "M12 9v4.5"],
  webhook: [
    "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1.2 1.2",
    "M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.2-1.2",
  ],
  mail: ["M3.5 6h17v12h-17z", "m4 6.5 8 6.5 8-6.5"],
  bell: ["M12 4a5 5 0 0 0-5 5v4l-2 3.5h14L17 13V9a5 5 0 0 0-5-5z", "M10 19.5a2.2 2.2 0 0 0 4 0"],
  unknown: ["M12 3.5 20 8v8l-8 4.5L4 16V8z", "M9.8 9.8a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.9-1.1 1.6", "M12 16.4v.1"],
  plus: ["M12 5v14", "M5 12h14"],
  close: ["m6 6 12 12", "M18 6 6 18"],
  edit: ["M5 19l.8-3.8L16.5 4.5l3 3L8.8 18.2z", "m14.5 6.5 3 3"],
  trash: ["M5 7h14", "M10 7V4.5h4V7", "m7 7 .8 12.5h8.4L17 7", "M10.3 10.5v5.5", "M13.7 10.5v5.5"],
  send: ["M4 12 20 4.5 15 20l-3.5-6.5z", "M11.5 13.5 20 4.5"],
  eye: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
    "M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  ],
  eyeOff: [
    "M4 4l16 16",
    "M9.8 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.8 3.4",
    "M6.3 7.6A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.3-1.1",
  ],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  check: ["m5 12.5 4.5 4.5L19 7.5"],
  warning: ["M12 4 2.8 19.5h18.4z", "M12 10v4.5", "M12 17v.1"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  reload: ["M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3", "M20 4.5v4.8h-4.8"],
  search: ["M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z", "m16 16 4.5 4.5"],
  inbox: ["M4 13 6.5 5h11L20 13v6H4z", "M4 13h5l1.2 2.5h3.6L15 13h5"],
  offline: [
    "M4 4l16 16",
    "M5 12.5a10 10 0 0 1 4-2.4",
    "M15.3 10.3A10 10 0 0 1 19 12.5",
    "M8.5 16a5 5 0 0 1 5-1",
    "M12 19v.1",
    "M2.5 9.5A14 14 0 0 1 6 7.2",
    "M11 6a14 14 0 0 1 10.5 3.5",
  ],
};

/** For the eye only: the words beside it, or the button's label, say the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const stroke of STROKES[name] ?? STROKES.unknown) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", stroke);
    svg.append(path);
  }
  return svg;
}
