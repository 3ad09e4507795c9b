// The popup with the records behind a symbol or a badge.
(function (A) {
  "use strict";
  var opener = null;

  function link(record) {
    var line = A.element("p", "atlas-muted"), parts = A.text("source", { source: "\n" }).split("\n");
    line.appendChild(document.createTextNode(parts[0]));
    if (/^https?:\/\//i.test(record.source_url || "")) {
      var anchor = A.element("a", "", record.source || record.source_url);
      anchor.href = record.source_url;
      anchor.target = "_blank";
      anchor.rel = "noopener noreferrer nofollow";
      line.appendChild(anchor);
    } else {
      line.appendChild(document.createTextNode(record.source || A.text("not_stated")));
    }
    line.appendChild(document.createTextNode(parts[1] || ""));
    return line;
  }

  function days(record) {
    if (record.date_start === record.date_end) return A.day(record.date_start);
    return A.text("days", { first: A.day(record.date_start), last: A.day(record.date_end) });
  }

  function figures(record) {
    var told = [
      "fatalities", "killed_here", "injuries", "injured_here", "launched", "launched_here", "downed", "downed_here"
    ].filter(function (field) {
      return record[field] !== null;
    }).map(function (field) { return A.text(field, { number: A.number(record[field]) }); });
    if (record.events !== null && record.events !== 1) told.unshift(A.count("events", record.events));
    return told.join(", ");
  }

  function recordBox(record) {
    var box = A.element("div", "atlas-record"), numbers = figures(record);
    box.appendChild(A.element("h4", "", days(record) + (record.time_start ? ", " + record.time_start : "") + " · " + record.type_name));
    var regional = record.precision === "region" || !record.place_name;
    box.appendChild(A.element("p", "", A.text(regional ? "understood_region" : "understood", {
      reported: record.location, place: record.place_name, region: record.region_name, precision: record.precision_name
    })));
    if (numbers) box.appendChild(A.element("p", "", A.text("figures", { figures: numbers })));
    if (record.notes) box.appendChild(A.element("p", "", record.notes));
    box.appendChild(link(record));
    box.appendChild(A.button("atlas-alone", A.text("alone"), "", function () {
      A.map.closePopup();
      A.send({ incident: record.incident_id });
    }));
    box.appendChild(A.element("p", "atlas-muted", record.incident_id));
    return box;
  }

  function recordList(answer) {
    var box = A.element("div");
    if (answer.incidents > 1) {
      box.appendChild(A.element("p", "atlas-muted", A.count("incidents_here", answer.incidents) + ", " + A.text("newest_first")));
    }
    answer.records.forEach(function (record) { box.appendChild(recordBox(record)); });
    if (answer.record_count > answer.records.length) box.appendChild(A.element("p", "atlas-muted", A.text("the_rest")));
    return box;
  }

  function show(popup, content) {
    popup.setContent(content);
    var box = popup.getElement() && popup.getElement().querySelector(".leaflet-popup-content");
    if (!box) return;
    var close = popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", A.text("close")); close.title = A.text("close"); }
    popup.getElement().setAttribute("role", "dialog");
    popup.getElement().setAttribute("aria-label", A.text("records"));
    box.setAttribute("tabindex", "0");
    box.focus({ preventScroll: true });
  }

  // Open the records of a cell; the focus goes to them, and back to `node` when they are closed.
  A.openRecords = function (at, cell, node) {
    var popup = L.popup({ maxWidth: 340, minWidth: 220, autoPanPadding: [20, 20] }).setLatLng(at);
    popup.setContent(A.element("p", "atlas-muted", A.text("loading"))).openOn(A.map);
    opener = node;
    A.get(A.options.cell + "?cell=" + encodeURIComponent(cell) + "&" + A.selection()).then(function (answer) {
      show(popup, recordList(answer));
    }).catch(function () { show(popup, A.element("p", "", A.text("no_records"))); });
  };

  A.listenToPopups = function () {
    A.map.on("popupclose", function () {
      if (opener && opener.isConnected) opener.focus({ preventScroll: true });
      opener = null;
    });
    A.map.getContainer().addEventListener("keydown", function (event) {
      if (event.key === "Escape") A.map.closePopup();
    });
  };
})(window.AtlasParts);
