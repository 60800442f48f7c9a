// Probe, part 5 of 8: what there is round a hidden box to open it. Which of it counts is for
// page/openable.py to say.
() => {
  const { css, up, chain, holds, letters } = globalThis.probe;
  const { clipFacts, windowOf } = globalThis.probe;
  const AROUND = 3; // levels above a hidden box in which a control that opens it is looked for
  const NAMES = 12;
  const CONTROL =
    "button,summary,label,[role=button],[role=tab],[role=menuitem],[aria-expanded],[aria-controls]," +
    '[aria-haspopup],[data-toggle],[data-bs-toggle],[onclick],[popovertarget],[commandfor],a[href^="#"],' +
    'a[href^="javascript:"],a:not([href]),input[type=checkbox],input[type=radio],[tabindex="0"]';
  const OPENS = /(?:^|[-_])(?:title|head|header|heading|trigger|toggle|toggler|question|opener|handle|next|prev|arrow|dots?|bullets?|pagination)(?:$|[-_])/;
  const CLOSES =
    '[data-dismiss],[data-bs-dismiss],[aria-label*="close" i],[class*="close" i],form[method=dialog i] button,' +
    "[command=close],[popovertargetaction=hide]";

  // Elements that are components by what they are; a page's own ones say it by their names.
  const kindOf = (el) =>
    [el.localName === "dialog" || el.localName.includes("-") ? el.localName : "", el.popover ? "popover" : ""];
  const namesOf = (el) =>
    [...kindOf(el), el.getAttribute("class"), el.id, el.getAttribute("role")]
      .join(" ").toLowerCase().split(/\s+/).filter(Boolean).slice(0, NAMES);
  const isDrawn = (el, inherited = false) => {
    const style = css(el);
    return (
      style.display !== "none" && (inherited || style.visibility === "visible") &&
      style.contentVisibility !== "hidden" && probe.ownOpacity(el) > 0.1
    );
  };
  // Whether a visitor sees `el`, or would once `outer`, which hides it too, was opened.
  const isShown = (el, outer) => {
    // What the outer box hides by visibility, all in it inherits.
    const inherited = outer !== null && css(outer).visibility !== "visible";
    if (!inherited && css(el).visibility !== "visible") return false;
    if (!chain(el, outer).every((one) => isDrawn(one, inherited))) return false;
    if (outer) return true;
    const rect = el.getBoundingClientRect();
    return rect.width * rect.height >= 25 && rect.right > 0 && rect.bottom + windowOf(el).scrollY > 0;
  };
  const says = (el) => letters(el.textContent) > 0 || el.querySelector("img,svg,i,span") !== null ||
    el.matches("input,[aria-label],[title]") || css(el, "::before").content !== "none";
  const submits = (el) => el.form && (el.type === "submit" || el.type === "image");
  const isControl = (el, outer) => {
    const one = el.matches(CONTROL) || namesOf(el).some((name) => OPENS.test(name)) ||
      css(el).cursor === "pointer" && !el.closest("a[href]");
    return one && !submits(el) && says(el) && isShown(el, outer);
  };
  const controlsIn = (el, outer) =>
    [el, ...[...el.querySelectorAll("*")].slice(0, 200)].filter((one) => isControl(one, outer));

  const outerOf = (box) => chain(up(box) ?? null).filter((el) => !isDrawn(el)).pop() ?? null;
  const alike = (box) =>
    [...(box.parentElement?.children ?? [])].filter((el) =>
      el !== box && el.localName === box.localName &&
      (!box.classList.length || [...box.classList].some((name) => el.classList.contains(name))));
  const refersTo = (root, id) => {
    const key = CSS.escape(id);
    return [...root.querySelectorAll(
      `[aria-controls~="${key}"],[href="#${key}"],[data-target="#${key}"],[data-bs-target="#${key}"],` +
      `[popovertarget="${key}"],[commandfor="${key}"],[aria-owns~="${key}"],[aria-describedby~="${key}"]`)];
  };
  const switchesOf = (box) => {
    const found = [];
    for (let el = box, n = 0; el && n < AROUND; el = el.parentElement, n += 1) {
      for (let one = el.previousElementSibling; one; one = one.previousElementSibling) {
        if (one.matches("input[type=checkbox],input[type=radio]")) found.push(...(one.labels ?? []));
      }
    }
    return found;
  };
  // Visible elements that name `box` as what they open: aria-controls, a label of its switch ...
  const namedFor = (box, outer) => {
    const root = box.getRootNode();
    const labelled = (box.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    const found = [
      ...(box.id ? refersTo(root, box.id).filter((el) => !holds(box, el)) : []),
      ...labelled.map((id) => root.getElementById?.(id)).filter((el) => el?.matches(CONTROL)),
      ...switchesOf(box),
      ...(box.localName === "details" ? [box.querySelector(":scope > summary") ?? box] : []),
    ];
    return found.filter((el) => says(el) && isShown(el, outer));
  };
  const adjacentTo = (box, outer) => {
    const others = alike(box);
    return [box.previousElementSibling, box.nextElementSibling]
      .filter((el) => el && !others.includes(el))
      .some((el) => el.matches("a,span,h1,h2,h3,h4,h5,h6,dt,p") && css(el).cursor !== "auto" && says(el) && isShown(el, outer) ||
        el.matches("h1,h2,h3,h4,h5,h6,dt,a") && says(el) && isShown(el, outer) ||
        controlsIn(el, outer).length > 0);
  };
  const insideOf = (box, outer) => {
    const others = alike(box);
    const found = [];
    for (let el = box.parentElement, n = 0; n < AROUND; el = el?.parentElement ?? null, n += 1) {
      const bounded = el && !el.matches("html,body,main,article");
      const controls = bounded ? controlsIn(el, outer).filter((one) =>
        one !== el && !holds(box, one) && !others.some((other) => holds(other, one))) : [];
      found.push(controls.length);
    }
    return found;
  };
  const flat = (el) => {
    const rect = el.getBoundingClientRect();
    return rect.width < 1 || rect.height < 1;
  };
  // The part of a shown box that takes turns with its like: the slide that holds the link.
  const turnIn = (box, path) =>
    isShown(box, null) && !flat(box) ? (path.filter((el) => alike(el).length).pop() ?? null) : null;
  const describe = (box, anchor) => {
    const outer = outerOf(box);
    const path = chain(anchor, box);
    const turn = turnIn(box, path);
    const style = css(box);
    const rect = box.getBoundingClientRect();
    const others = alike(turn ?? box);
    const shown = others.filter((el) => isShown(el, outer)).length;
    const named = namedFor(box, outer);
    const cut = clipFacts(box);
    return {
      tag: box.localName,
      names: chain(box).slice(0, AROUND + 1).map(namesOf)
        .map((names, level) => (turn && !level ? [...names, ...path.flatMap(namesOf)] : names)),
      named: named.length,
      named_roles: [...new Set(named.map((el) => el.getAttribute("role") ?? el.localName))],
      adjacent: adjacentTo(box, outer) || (turn !== null &&
        controlsIn(box, outer).some((el) => el !== box && !holds(turn, el) && !holds(el, turn))),
      inside: insideOf(box, outer),
      alike: others.length,
      alike_shown: shown,
      closes: box.querySelector(CLOSES) !== null,
      whole: box === document.documentElement || box === document.body,
      position: style.position,
      width: Math.round(rect.width),
      height: Math.round(rect.height),
      overflow_cut: cut.overflow,
      cut: cut.clip,
      chars: Math.min(letters(box.textContent), 100_000),
      links: box.querySelectorAll("a[href]").length,
    };
  };

  Object.assign(globalThis.probe, { describe, flat, isDrawn, isShown });
};
