// What the browser's half is held to: eslint's recommended rules, and functions that a reader takes in at a glance.

import js from "@eslint/js";
import globals from "globals";

const SHORT = ["error", { max: 59 }];
const BROWSER = ["document", "window", "navigator", "location", "history", "matchMedia", "requestAnimationFrame", "ResizeObserver", "performance"];

export default [
  { ignores: ["atlas/page/web/dist/**", "build/**", "output/**", "site/**", ".venv/**", "tests/**", "notebooks/**"] },
  js.configs.recommended,
  {
    files: ["atlas/page/web/**/*.js", "atlas/notebook/*.js"],
    languageOptions: { ecmaVersion: 2025, sourceType: "module", globals: globals.browser },
    rules: {
      complexity: ["error", 12],
      "consistent-return": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines-per-function": SHORT,
      "no-implicit-globals": "error",
      "no-shadow": ["error", { builtinGlobals: false }],
      "no-unused-expressions": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["atlas/page/web/src/{time,model}/*.js"],
    rules: { "no-restricted-globals": ["error", ...BROWSER.map((name) => ({ name, message: "time/ and model/ know no browser." }))] },
  },
  {
    files: ["docs/assets/*.js"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["atlas/page/web/test/**/*.js", "atlas/page/web/tools/**/*.js", "examples/*.mjs", "eslint.config.js"],
    languageOptions: { globals: globals.node },
    rules: { complexity: "off", "max-lines-per-function": "off" },
  },
];
