import js from "@eslint/js";
import globals from "globals";

// The map's scripts run as they are, in the order of geo/web/map/assets.py; what they share hangs
// on window.
const shared = { L: "readonly", Atlas: "readonly" };

export default [
  js.configs.recommended,
  {
    files: ["**/geo/**/static/*.js"],
    languageOptions: {
      ecmaVersion: 2020,
      sourceType: "script",
      globals: { ...globals.browser, ...shared }
    },
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implicit-globals": "error",
      "no-implied-eval": "error",
      "no-restricted-properties": ["error", ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map(
        (property) => ({ property, message: "Text that comes from data is only ever set as textContent." })
      )],
      "no-shadow": "error",
      "no-unused-vars": ["error", { caughtErrors: "none" }],
      strict: ["error", "function"]
    }
  },
  {
    files: ["**/tests/js/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
    rules: { eqeqeq: "error", "no-shadow": "error" }
  }
];
