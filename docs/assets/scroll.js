// What scrolls sideways can be reached by the keyboard, too; and a button is no landmark.
addEventListener("load", () => {
  const mark = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code")) {
      if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
    }
  };
  mark();
  addEventListener("resize", mark);
  // The theme puts the button that copies a snippet into a landmark of its own, a dozen of one name on a page.
  for (const nav of document.querySelectorAll(".md-code__nav")) nav.setAttribute("role", "presentation");
});
