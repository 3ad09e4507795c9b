// What the page says of its connection to the server, and how it comes back by itself.
// Streamlit connects again; a session that is gone by then (the server was started anew, or the page
// was away for long) is no longer what the page shows: it is loaded again, with the view that its
// address says.  What a visitor had added is lost with the session, and that is told.
(function () {
  "use strict";
  var LOST = "atlas-lost", COOKIE = "atlas_lang", LOOK = 500, SOON = 700, BRIEF = 6000;
  var given, away = null, waiting = null;

  function text(key) { var all = given[document.documentElement.lang] || given.en; return all[key]; }

  function note(value) { try { if (value === null) sessionStorage.removeItem(LOST); else sessionStorage.setItem(LOST, value); } catch (_) { /* untold */ } }

  function noted() { try { return sessionStorage.getItem(LOST); } catch (_) { return null; } }

  function say(key, stays) {
    var box = document.getElementById("atlas-notice");
    box.textContent = key ? text(key) : "";
    box.hidden = !key;
    if (key && stays) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = text("close");
      button.addEventListener("click", function () { say(null); });
      box.appendChild(button);
    } else if (key && stays === false) {
      setTimeout(function () { if (box.textContent === text(key)) say(null); }, BRIEF);
    }
  }

  // What the page has written of its session: its name, and whether something of the visitor's is in it.
  function session() { return document.querySelector("[data-session]"); }

  // Load the page again, once the server says that it does not know the session.
  function check() {
    var mark = session();
    if (!mark) return;
    fetch("./api/session?name=" + encodeURIComponent(mark.dataset.session), { cache: "no-store" }).then(function (answer) {
      if (answer.ok) say("back", false);
      else if (answer.status < 500) { note(mark.dataset.own ? "own" : "view"); location.reload(); }
      else throw new Error(answer.status);
    }).catch(function () { setTimeout(check, 2000); });
  }

  function changed(app) {
    var connected = app.getAttribute("data-test-connection-state") === "CONNECTED";
    if (connected && away !== null) {
      clearTimeout(waiting);
      away = null;
      setTimeout(check, SOON); // the server knows of the connection a little later
    } else if (!connected && away === null && session()) {
      away = Date.now();
      waiting = setTimeout(function () { say("lost"); }, SOON);
    }
  }

  function listen(app) {
    new MutationObserver(function () { changed(app); }).observe(app, { attributeFilter: ["data-test-connection-state"] });
  }

  // The document says the language that the page speaks, and keeps it where a visitor has chosen it.
  function tellLanguage() {
    var mark = document.querySelector("[data-language]");
    if (!mark) return;
    var language = mark.dataset.language, root = document.documentElement;
    if (root.lang !== language) root.lang = language;
    if (!mark.dataset.chosen || document.cookie.indexOf(COOKIE + "=" + language) >= 0) return;
    var secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = COOKIE + "=" + language + "; path=" + new URL("./", document.baseURI).pathname + "; max-age=31536000; samesite=lax" + secure;
  }

  window.AtlasTexts = { text: text };
  document.addEventListener("DOMContentLoaded", function () {
    given = JSON.parse(document.getElementById("atlas-texts").textContent);
    var lost = noted();
    if (lost) { note(null); say(lost === "own" ? "own_lost" : "back", lost === "own"); }
    setInterval(tellLanguage, LOOK);
    var root = document.getElementById("root");
    var found = new MutationObserver(function () {
      var app = root.querySelector(".stApp");
      if (app) { found.disconnect(); listen(app); }
    });
    found.observe(root, { childList: true, subtree: true });
  });
})();
