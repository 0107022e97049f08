// The editor of a cell. It is CodeMirror with what a short program in Python needs.

import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { pythonLanguage } from "@codemirror/lang-python";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";

// The classes are those of Pygments, so that the editor has the colours of the site's own code.
const highlighter = tagHighlighter([
  { tag: tags.keyword, class: "k" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: tags.string, class: "s1" },
  { tag: tags.number, class: "mi" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
]);

/**
 * Put an editor before an element; return it with `text` and `replace`.
 *
 * Tab indents only after something has been typed, so that nobody who goes through the page by
 * Tab is caught. Escape gives Tab its usual meaning back.
 */
export function openEditor({ before, text, label, onChange, onRun }) {
  let typing = false;
  const indent = (command) => (view) => typing && command(view);
  const run = () => {
    onRun();
    return true;
  };
  const keys = [
    { key: "Mod-Enter", run },
    { key: "Shift-Enter", run },
    { key: "Tab", run: indent(indentMore), shift: indent(indentLess) },
    { key: "Escape", run: () => (typing = false) },
  ];
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        keymap.of([...keys, ...defaultKeymap, ...historyKeymap]),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        EditorView.editorAttributes.of({ class: "live-editor highlight" }),
        EditorView.contentAttributes.of({
          "aria-label": label,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
          tabindex: "0", // so that a long line can be scrolled by keyboard
        }),
        pythonLanguage,
        syntaxHighlighting(highlighter),
        EditorView.updateListener.of((update) => {
          if (update.focusChanged) typing = false;
          if (!update.docChanged) return;
          typing = update.view.hasFocus;
          onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  before.before(view.dom);
  return {
    focus: () => view.focus(),
    replace: (insert) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } }),
    close: () => view.destroy(),
  };
}
