// The register's map: streets by their worst level, risks as points that differ by shape and colour.
// MapLibre with a local style; where WebGL is missing the same data is drawn as SVG.
const COLOURS = { red: "#d3222f", orange: "#f07d1a", yellow: "#e7b416", blue: "#2f7de1", grey: "#98a2ae" };
const ORDER = ["grey", "blue", "yellow", "orange", "red"];
const GROUND = "#eef2f7", BORDER = "#7f8ea1", RING = "#0c2340";
const place = document.querySelector("#risk-map");
// The same shapes as the legend's, in a box of 28 × 28.
const SHAPES = {
  red: "M6 6H22V22H6Z", orange: "M14 4L25 23H3Z", yellow: "M14 3L25 14L14 25L3 14Z",
  blue: "M14 5A9 9 0 1 1 14 23A9 9 0 1 1 14 5Z",
};
const LAYERS = { areas: ["areas"], points: ["points", "chosen"] };

const [areas, points] = await Promise.all([get(place.dataset.areas), get(place.dataset.points)]);
const bounds = boundsOf(areas.features.length ? areas : points);
areasDescribed();
let show = () => {};
let layers = () => {};
try {
  if (!hasWebGl()) throw new Error("no WebGL");
  await drawMap(await import(place.dataset.library));
} catch (reason) {
  console.info("map drawn as SVG:", reason.message);
  place.replaceChildren();
  drawFlat();
}
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-risk]");
  if (row && !event.target.closest("a.count")) chosen(row.dataset.risk);
  const tool = event.target.closest("[data-layers]");
  if (tool) {
    const on = tool.getAttribute("aria-pressed") !== "true";
    tool.setAttribute("aria-pressed", String(on));
    layers(tool.dataset.layers, on);
  }
});
if (!areas.features.length && !points.features.length) {
  const told = document.createElement("p");
  told.className = "map-empty";
  told.textContent = place.dataset.empty;
  place.append(told);
}
if (place.dataset.chosen) show(place.dataset.chosen);

async function get(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
}

function hasWebGl() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function boundsOf(collection) {
  const box = [180, 90, -180, -90];
  const visit = (one) => {
    if (typeof one[0] !== "number") return one.forEach(visit);
    box[0] = Math.min(box[0], one[0]); box[1] = Math.min(box[1], one[1]);
    box[2] = Math.max(box[2], one[0]); box[3] = Math.max(box[3], one[1]);
  };
  collection.features.forEach((feature) => visit(feature.geometry.coordinates));
  return box[0] > box[2] ? [125.2, 43.89, 125.46, 44.09] : box;
}

// A street's colour is its worst level, never a mean; how deep it is says how many risks are at that level,
// beside the street of that level with the most. The same number stands under the name.
function areasDescribed() {
  const all = areas.features.map((feature) => feature.properties), most = {};
  all.forEach((one) => {
    one.worst = one.counts[one.level] || 0;
    most[one.level] = Math.max(most[one.level] || 1, one.worst);
  });
  all.forEach((one) => {
    const word = place.parentElement.querySelector(`.map-legend [data-level="${one.level}"]`)?.textContent.trim();
    one.depth = 0.06 + 0.34 * one.worst / most[one.level];
    one.label = (place.dataset.lang === "en" && one.name_en) || one.name;
    if (one.worst) one.label += `\n${word} ${one.worst}`;
  });
}

// A risk chosen in the list: the map goes there and the address names it.
function chosen(risk) {
  place.dataset.chosen = risk;
  history.replaceState(null, "", place.dataset.page.replace("RISK", risk));
  show(risk);
}

// A risk chosen on the map: the list marks it and the detail opens.
function open(risk) {
  document.querySelectorAll("tr[data-risk]").forEach((row) => {
    row.classList.toggle("is-chosen", row.dataset.risk === risk);
    if (row.dataset.risk === risk) row.scrollIntoView({ block: "nearest" });
  });
  window.htmx.ajax("GET", place.dataset.detail.replace("RISK", risk), { target: "#detail" });
  chosen(risk);
}

async function drawMap(maplibre) {
  const colour = ["match", ["get", "level"], ...Object.entries(COLOURS).flat(), COLOURS.grey];
  const map = new maplibre.Map({
    container: place, bounds: [[bounds[0], bounds[1]], [bounds[2], bounds[3]]],
    fitBoundsOptions: { padding: { top: 16, bottom: 44, left: 24, right: 24 } },
    attributionControl: false, dragRotate: false, preserveDrawingBuffer: true,
    style: {
      version: 8, sources: { areas: { type: "geojson", data: areas }, points: { type: "geojson", data: points } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": GROUND } },
        { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colour, "fill-opacity": ["get", "depth"] } },
        { id: "borders", type: "line", source: "areas", paint: { "line-color": BORDER, "line-width": 1 } },
      ],
    },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ maxWidth: 80 }), "bottom-right");
  await map.once("load");
  ORDER.slice(1).forEach((level) => {
    ["high", "low"].forEach((sure) => map.addImage(`${level}-${sure}`, shapeImage(level, sure === "low"), { pixelRatio: 2 }));
  });
  map.addLayer({
    id: "points", type: "symbol", source: "points",
    layout: {
      "icon-image": ["concat", ["get", "level"], "-", ["case", ["==", ["get", "confidence"], "low"], "low", "high"]],
      "icon-allow-overlap": true, "icon-ignore-placement": true,
      "icon-size": ["interpolate", ["linear"], ["zoom"], 10, 0.5, 12.5, 1], // the whole district must show its streets
      "symbol-sort-key": ["match", ["get", "level"], "red", 4, "orange", 3, "yellow", 2, 1],
    },
  });
  map.addLayer({ id: "chosen", type: "circle", source: "points", filter: ["==", ["get", "risk"], ""], paint: { "circle-radius": 13, "circle-color": "transparent", "circle-stroke-width": 2.5, "circle-stroke-color": RING } });
  map.addLayer({
    id: "names", type: "symbol", source: "areas",
    layout: { "text-field": ["get", "label"], "text-size": 12, "text-font": ["Noto Sans SC"], "text-padding": 1 },
    paint: { "text-color": "#2b3a4c", "text-halo-color": "rgba(255, 255, 255, 0.95)", "text-halo-width": 2.2 },
  });
  map.on("click", "points", (event) => open(event.features[0].properties.risk));
  map.on("mousemove", "points", (event) => { map.getCanvas().style.cursor = "pointer"; map.getCanvas().title = event.features[0].properties.name; });
  map.on("mouseleave", "points", () => { map.getCanvas().style.cursor = ""; map.getCanvas().title = ""; });
  map.getCanvas().setAttribute("aria-label", place.parentElement.getAttribute("aria-label"));
  show = (risk) => {
    map.setFilter("chosen", ["==", ["get", "risk"], risk]);
    const feature = points.features.find((one) => one.properties.risk === risk);
    if (feature) map.flyTo({ center: feature.geometry.coordinates, zoom: Math.max(map.getZoom(), 11.4), duration: still() ? 0 : 600 });
  };
  layers = (name, on) => LAYERS[name].forEach((one) => map.setLayoutProperty(one, "visibility", on ? "visible" : "none"));
  map.once("idle", () => { place.dataset.ready = "map"; });
}

function still() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// What is sure is solid; what rests on too little is white with stripes, in the same shape.
function shapeImage(level, hatched) {
  const size = 28;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  const path = new Path2D(SHAPES[level]);
  pen.lineJoin = "round";
  pen.lineWidth = 6; pen.strokeStyle = "#fff"; pen.stroke(path);
  pen.fillStyle = hatched ? "#fff" : COLOURS[level]; pen.fill(path);
  if (hatched) {
    pen.save(); pen.clip(path); pen.strokeStyle = COLOURS[level]; pen.lineWidth = 3;
    for (let x = -size; x < size; x += 6) { pen.beginPath(); pen.moveTo(x, size); pen.lineTo(x + size, 0); pen.stroke(); }
    pen.restore();
  }
  pen.lineWidth = hatched ? 3 : 2; pen.strokeStyle = COLOURS[level]; pen.stroke(path);
  return pen.getImageData(0, 0, size, size);
}

function drawFlat() {
  const wide = place.clientWidth || 600, high = place.clientHeight || 290, [west, south, east, north] = bounds;
  const squeeze = Math.cos(((south + north) / 2) * Math.PI / 180);
  const scale = Math.min((wide - 48) / ((east - west) * squeeze), (high - 64) / (north - south));
  const left = (wide - (east - west) * squeeze * scale) / 2, foot = high - 46;
  const at = ([lon, lat]) => [left + (lon - west) * squeeze * scale, foot - (lat - south) * scale];
  const line = (ring) => ring.map((one, n) => `${n ? "L" : "M"}${at(one).map((v) => v.toFixed(1)).join(" ")}`).join("") + "Z";
  const svg = element("svg", { class: "flat", viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": place.parentElement.getAttribute("aria-label") });
  svg.append(element("defs", {}, ...ORDER.slice(1).map((level) => element("pattern", { id: `hatch-${level}`, width: 4, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    element("rect", { width: 4, height: 4, fill: "#fff" }), element("rect", { width: 2, height: 4, fill: COLOURS[level] })))));
  const ground = element("g", {}), borders = element("g", { fill: "none", stroke: BORDER }), marks = element("g", {}), names = element("g", { class: "flat-names" });
  const written = []; // a name that would lie on another is left out
  areas.features.forEach((feature) => {
    const path = feature.geometry.coordinates.map(line).join("");
    ground.append(element("path", { d: path, fill: COLOURS[feature.properties.level], "fill-opacity": feature.properties.depth.toFixed(2) }));
    borders.append(element("path", { d: path }));
    const [x, y] = middle(feature.geometry.coordinates[0].map(at));
    const lines = feature.properties.label.split("\n");
    const half = Math.max(...lines.map((one) => one.length)) * (place.dataset.lang === "en" ? 3.3 : 6.2);
    if (written.some((one) => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < 28)) return;
    written.push({ x, y, half });
    names.append(element("text", { x, y }, ...lines.map((text, n) => {
      const row = element("tspan", { x, dy: n ? "1.2em" : 0 });
      row.textContent = text;
      return row;
    })));
  });
  points.features.forEach((feature) => {
    const [x, y] = at(feature.geometry.coordinates), { level, confidence, risk, name } = feature.properties;
    const title = element("title", {});
    title.textContent = name;
    marks.append(element("path", {
      d: SHAPES[level], transform: `translate(${(x - 4.2).toFixed(1)} ${(y - 4.2).toFixed(1)}) scale(.3)`, "data-risk": risk,
      fill: confidence === "low" ? `url(#hatch-${level})` : COLOURS[level], stroke: confidence === "low" ? COLOURS[level] : "#fff", "stroke-width": 2.5,
    }, title));
  });
  const ring = element("circle", { r: 12, fill: "none", stroke: RING, "stroke-width": 2.5, visibility: "hidden" });
  svg.append(ground, borders, marks, ring, names);
  place.append(svg);
  show = (risk) => {
    const feature = points.features.find((one) => one.properties.risk === risk);
    ring.setAttribute("visibility", feature ? "visible" : "hidden");
    if (feature) { const [x, y] = at(feature.geometry.coordinates); ring.setAttribute("cx", x); ring.setAttribute("cy", y); }
  };
  layers = (name, on) => (name === "areas" ? [ground] : [marks, ring]).forEach((one) => { one.style.display = on ? "" : "none"; });
  place.addEventListener("click", (event) => { const risk = event.target.closest("[data-risk]")?.dataset.risk; if (risk) open(risk); });
  place.dataset.ready = "flat";
}

function element(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function middle(ring) {
  const xs = ring.map(([x]) => x), ys = ring.map(([, y]) => y);
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
}
