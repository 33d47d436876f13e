/* The end of a sign-in: says so before a click is lost, and lets the page go on where it was. */

const CHECK_MS = 3000;

/* One for the window, however often the shell runs. */
const watch = (window.__maraudeSignIn = window.__maraudeSignIn || { until: Infinity, again: () => {} });

const isRefused = async () => {
  const answer = await fetch("/_stcore/health", { cache: "no-store" }).catch(() => null);
  return answer === null ? null : answer.status === 401;
};

/* Where the server was started anew it knows nobody, long before the hour. */
const isCutOff = async () => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app?.dataset.testConnectionState !== "CONNECTED" && (await isRefused()) === true;
};

/* In a shadow of its own, and beside the body, whose other parts Streamlit makes inert for its own dialogs. */
const makeDialog = () => {
  const host = document.documentElement.appendChild(document.createElement("div"));
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `
    <link rel="stylesheet" href="/assets/maraude/sign_in.css">
    <dialog aria-labelledby="title" aria-describedby="message">
      <h1 id="title"></h1><p id="message"></p><a target="_blank" rel="noopener"></a>
    </dialog>`;
  const dialog = root.querySelector("dialog");
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  return dialog;
};

const show = (dialog, { title, message, action, address }) => {
  dialog.querySelector("h1").textContent = title;
  dialog.querySelector("p").textContent = message;
  Object.assign(dialog.querySelector("a"), { textContent: action, href: address });
  dialog.showModal();
};

const check = async () => {
  if (watch.dialog?.open) {
    if ((await isRefused()) === false) watch.again();
  } else if (Date.now() >= watch.until || (await isCutOff())) {
    watch.dialog = watch.dialog || makeDialog();
    show(watch.dialog, watch.data);
  }
};

export default function ({ data, setTriggerValue }) {
  watch.data = data;
  watch.until = Date.now() + 1000 * data.left_s;
  /* A message on the old web socket closes it; the next one opens with the new sign-in. */
  watch.again = () => setTriggerValue("again", true);
  watch.dialog?.close();
  watch.timer = watch.timer || setInterval(check, CHECK_MS);
  /* Also where nobody is watched any more: somebody else signed in, who has no account here. */
  return () => {
    watch.until = Infinity;
    watch.dialog?.close();
  };
}
