// Prints what axe-core has against an HTML page, by jsdom: all of its rules but those that need a browser's layout.
const { readFileSync } = require("node:fs");
const { JSDOM, VirtualConsole } = require("jsdom");

const { window } = new JSDOM(readFileSync(process.argv[2], "utf8"), {
  pretendToBeVisual: true,
  runScripts: "outside-only",
  virtualConsole: new VirtualConsole(),
});
window.eval(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
window.axe
  .run({ rules: { "color-contrast": { enabled: false } } })
  .then(({ violations, passes }) => {
    const found = violations.map(({ id, nodes }) => [id, nodes[0].html]);
    console.log(JSON.stringify({ violations: found, passes: passes.map(({ id }) => id) }));
  });
