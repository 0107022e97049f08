// The editor of a cell. It is CodeMirror with what a short program in Python needs.

import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { pythonLanguage } from "@codemirror/lang-python";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

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
        EditorView.contentAttributes.of({
          "aria-label": label,
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        pythonLanguage,
        syntaxHighlighting(classHighlighter),
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
  view.dom.classList.add("live-editor");
  return {
    focus: () => view.focus(),
    replace: (insert) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } }),
    close: () => view.destroy(),
  };
}
