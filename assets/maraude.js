/* The furniture of Maraude's maps: basemap, labels by zoom, a view that survives, maps that move together.
   Served by Maraude itself; asks nothing of anybody else. */

window.maraude = (() => {
  "use strict";

  /* Rank of a locality (1 is the largest) and the zoom from which it is named. */
  const LABELS_FROM_ZOOM = { 1: 0, 2: 9, 3: 10, 4: 11, 5: 12 };

  /* The app's window outlives the map's frame, and both have the same origin. */
  const shared = () => {
    const home = window.parent;
    home.__maraude = home.__maraude || { views: {}, groups: {} };
    return home.__maraude;
  };

  const COMPANIONS_BELOW_ZOOM = 14;

  const fetched = {};
  const load = (address) => {
    const read = (answer) => (answer.ok ? answer.json() : null);
    fetched[address] = fetched[address] || fetch(address).then(read).catch(() => null);
    return fetched[address];
  };

  const pane = (map, name, level) => {
    const made = map.getPane(name) || map.createPane(name);
    made.style.zIndex = level;
    made.style.pointerEvents = "none";
    return name;
  };

  const colour = (map, name) => getComputedStyle(map.getContainer()).getPropertyValue(`--${name}`).trim();

  function drawLines(map, data, style, paneName) {
    if (!data) return;
    L.geoJSON(data, { interactive: false, pane: paneName, renderer: L.canvas({ pane: paneName }), style }).addTo(map);
  }

  function label(position, text, className, paneName) {
    const span = document.createElement("span");
    span.textContent = text;
    const icon = L.divIcon({ className: `maraude-label ${className}`, html: span, iconSize: [0, 0] });
    return L.marker(position, { icon, interactive: false, keyboard: false, pane: paneName });
  }

  /* Labels that would cover one already placed are left out at this zoom; the larger localities go first. */
  function showLabels(map, labels, layer) {
    const zoom = map.getZoom();
    const room = map.getBounds().pad(0.1);
    const taken = [];
    layer.clearLayers();
    for (const item of labels) {
      if (zoom < LABELS_FROM_ZOOM[item.rank] || !room.contains(item.position)) continue;
      const at = map.latLngToContainerPoint(item.position);
      const half = item.text.length * 3.6 + 6;
      const box = [at.x - half, at.y - 10, at.x + half, at.y + 10];
      if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
      taken.push(box);
      layer.addLayer(label(item.position, item.text, `rank-${item.rank}`, "labels"));
    }
  }

  function drawBasemap(map, data, options) {
    if (!data) return;
    const base = pane(map, "base", 200);
    pane(map, "labels", 450);
    const line = colour(map, "line");
    const strong = colour(map, "line-strong");
    drawLines(map, data.land, { stroke: false, fillColor: colour(map, "land"), fillOpacity: 1 }, base);
    drawLines(map, data.lines.canton, { color: line, weight: 0.8, fill: false }, base);
    drawLines(map, data.cantons, { color: line, weight: 0.8, fill: false }, pane(map, "cantons", 201));
    drawLines(map, data.lines.arrondissement, { color: strong, weight: 1.4, fill: false }, base);
    map.attributionControl.addAttribution(data.credit);
    const labels = data.localities.map(([french, latitude, longitude, rank, dutch]) => ({
      text: options.language === "nl" && dutch ? dutch : french,
      position: L.latLng(latitude, longitude),
      rank,
    }));
    const layer = L.layerGroup().addTo(map);
    const refresh = () => showLabels(map, labels, layer);
    map.on("moveend zoomend resize", refresh);
    refresh();
  }

  function drawBackgrounds(map, data) {
    if (!data) return;
    const base = pane(map, "backgrounds", 250);
    const styles = {
      water: { color: colour(map, "water"), weight: 2, fillColor: colour(map, "water"), fillOpacity: 1 },
      roads: { color: colour(map, "road"), weight: 1.5, fill: false },
      municipalities: { color: colour(map, "line-strong"), weight: 0.8, fill: false },
      sectors: { color: colour(map, "line"), weight: 0.6, fill: false },
    };
    const layers = data.layers || [];
    /* Municipalities are the areas then; two sets of borders that nearly coincide are hard to read. */
    const finer = layers.some((layer) => layer.role === "municipalities");
    map.getPane(pane(map, "cantons", 201)).style.display = finer ? "none" : "";
    for (const layer of layers) {
      drawLines(map, layer.features, styles[layer.role], base);
      /* The credit is what somebody typed, and Leaflet reads attributions as HTML. */
      const credit = document.createElement("span");
      credit.textContent = layer.credit;
      if (layer.credit) map.attributionControl.addAttribution(credit.innerHTML);
    }
  }

  /* A map that is made anew (another page and back, another theme) starts where it was left. */
  function keepView(map, options) {
    const views = shared().views;
    const kept = views[options.group || options.name];
    if (kept) map.setView(kept.center, kept.zoom, { animate: false });
    else if (options.bounds) {
      const [west, south, east, north] = options.bounds;
      map.fitBounds([[south, west], [north, east]], { padding: [24, 24], maxZoom: 14, animate: false });
    }
    map.on("moveend", () => {
      views[options.group || options.name] = { center: map.getCenter(), zoom: map.getZoom() };
    });
  }

  /* Maps of one group follow the one that moves; the echo of a move is not a move. */
  function lock(map, group) {
    if (!group) return;
    const groups = shared().groups;
    const mates = (groups[group] = (groups[group] || []).filter((mate) => mate.alive()));
    const frame = window.frameElement;
    let following = false;
    mates.push({
      alive: () => Boolean(frame && frame.isConnected && frame.contentWindow === window),
      follow: (center, zoom) => {
        if (map.getZoom() === zoom && map.getCenter().distanceTo(center) < 1) return;
        following = true;
        map.setView([center.lat, center.lng], zoom, { animate: false });
        following = false;
      },
      map,
    });
    map.on("move zoomend", () => {
      if (following) return;
      for (const mate of groups[group]) {
        if (mate.map !== map && mate.alive()) mate.follow(map.getCenter(), map.getZoom());
      }
    });
  }

  /* A zone of a few pixels has a symbol; up close the zone itself is enough. */
  function fadeCompanions(map) {
    const companions = new Set();
    const show = (layer) => layer.setStyle({
      opacity: map.getZoom() >= COMPANIONS_BELOW_ZOOM ? 0 : 1,
      fillOpacity: map.getZoom() >= COMPANIONS_BELOW_ZOOM ? 0 : layer.feature.properties.style.fillOpacity,
    });
    map.on("layeradd", ({ layer }) => {
      if (!layer.feature || !layer.feature.properties.companion) return;
      companions.add(layer);
      show(layer);
    });
    map.on("layerremove", ({ layer }) => companions.delete(layer));
    map.on("zoomend", () => companions.forEach(show));
  }

  /* Some points carry a text, such as their number on a round; it goes and comes with them. */
  function writeMarks(map) {
    const marks = new Map();
    pane(map, "marks", 460);
    map.on("layeradd", ({ layer }) => {
      const text = layer.feature && layer.feature.properties.mark;
      if (text && !marks.has(layer)) marks.set(layer, label(layer.getLatLng(), text, "mark", "marks").addTo(map));
    });
    map.on("layerremove", ({ layer }) => {
      if (!marks.has(layer)) return;
      marks.get(layer).remove();
      marks.delete(layer);
    });
  }

  function furnish(map, options) {
    const box = map.getContainer();
    box.classList.add("maraude-map");
    box.classList.toggle("dark", options.dark);
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", options.label);
    document.documentElement.lang = options.language;
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false }).addTo(map);
    keepView(map, options);
    lock(map, options.group);
    fadeCompanions(map);
    writeMarks(map);
    load(options.basemap).then((data) => drawBasemap(map, data, options));
    if (options.backgrounds) load(options.backgrounds).then((data) => drawBackgrounds(map, data));
  }

  return { furnish };
})();
