// The elements of this floor. Whoever composes a page of its fragments loads this one module.
import "./kind-picker.js";
import "./kind-answers.js";
import "./place-search.js";
import "./rows-editor.js";
import "./intake-form.js";
import "./incident-field.js";
import "./deeds.js";
import "./story.js";
