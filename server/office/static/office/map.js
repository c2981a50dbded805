// The register's map: streets by their worst level, risks as points that differ by shape and colour.
// MapLibre with a local style; where WebGL is missing the same data is drawn as SVG.
const COLOURS = { red: "#d3222f", orange: "#f07d1a", yellow: "#e7b416", blue: "#2f7de1", grey: "#98a2ae" };
const ORDER = ["grey", "blue", "yellow", "orange", "red"];
const place = document.querySelector("#risk-map");

const [areas, points] = await Promise.all([get(place.dataset.areas), get(place.dataset.points)]);
const bounds = boundsOf(areas.features.length ? areas : points);
try {
  if (!hasWebGl()) throw new Error("no WebGL");
  await drawMap(await import(place.dataset.library));
} catch (reason) {
  console.info("map drawn as SVG:", reason.message);
  drawFlat();
}

async function get(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
}

function hasWebGl() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
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

function nameOf(feature) {
  return place.dataset.lang === "en" ? feature.properties.name_en || feature.properties.name : feature.properties.name;
}

function open(risk) {
  document.querySelectorAll("tr[data-risk]").forEach((row) => row.classList.toggle("is-chosen", row.dataset.risk === risk));
  window.htmx.ajax("GET", place.dataset.detail.replace("RISK", risk), { target: "#detail" });
}

async function drawMap(maplibre) {
  const colour = ["match", ["get", "level"], ...Object.entries(COLOURS).flat(), COLOURS.grey];
  areas.features.forEach((feature) => { feature.properties.label = nameOf(feature); });
  const map = new maplibre.Map({
    container: place, bounds: [[bounds[0], bounds[1]], [bounds[2], bounds[3]]], fitBoundsOptions: { padding: 18 },
    attributionControl: false, dragRotate: false, preserveDrawingBuffer: true,
    style: {
      version: 8, sources: { areas: { type: "geojson", data: areas }, points: { type: "geojson", data: points } },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": "#eef2f7" } },
        { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colour, "fill-opacity": 0.22 } },
        { id: "borders", type: "line", source: "areas", paint: { "line-color": "#6d7f93", "line-width": 1 } },
        { id: "names", type: "symbol", source: "areas", layout: { "text-field": ["get", "label"], "text-size": 12, "text-font": ["Noto Sans SC"] }, paint: { "text-color": "#35465a", "text-halo-color": "#fff", "text-halo-width": 1.4 } },
      ],
    },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ maxWidth: 90 }), "bottom-right");
  await map.once("load");
  ORDER.slice(1).forEach((level) => {
    ["high", "low"].forEach((sure) => map.addImage(`${level}-${sure}`, shapeImage(level, sure === "low"), { pixelRatio: 2 }));
  });
  map.addLayer({
    id: "points", type: "symbol", source: "points",
    layout: { "icon-image": ["concat", ["get", "level"], "-", ["case", ["==", ["get", "confidence"], "low"], "low", "high"]], "icon-allow-overlap": true, "symbol-sort-key": ["match", ["get", "level"], "red", 4, "orange", 3, "yellow", 2, 1] },
  });
  map.addLayer({ id: "chosen", type: "circle", source: "points", filter: ["==", ["get", "risk"], place.dataset.chosen], paint: { "circle-radius": 13, "circle-color": "transparent", "circle-stroke-width": 2.5, "circle-stroke-color": "#0c2340" } });
  map.on("click", "points", (event) => open(event.features[0].properties.risk));
  map.on("mouseenter", "points", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "points", () => { map.getCanvas().style.cursor = ""; });
  document.addEventListener("click", (event) => choose(map, event.target.closest("tr[data-risk]")?.dataset.risk));
  if (place.dataset.chosen) choose(map, place.dataset.chosen);
  map.once("idle", () => { place.dataset.ready = "map"; });
}

function choose(map, risk) {
  if (!risk) return;
  map.setFilter("chosen", ["==", ["get", "risk"], risk]);
  const feature = points.features.find((one) => one.properties.risk === risk);
  if (feature) map.flyTo({ center: feature.geometry.coordinates, zoom: 13, duration: 600 });
}

function shapeImage(level, hatched) {
  const size = 26;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.beginPath();
  if (level === "blue") pen.arc(13, 13, 8, 0, 2 * Math.PI);
  if (level === "yellow") [[13, 3], [23, 13], [13, 23], [3, 13]].forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  if (level === "orange") [[13, 3], [24, 22], [2, 22]].forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  if (level === "red") pen.rect(4, 4, 18, 18);
  pen.closePath();
  pen.fillStyle = COLOURS[level]; pen.fill();
  if (hatched) {
    pen.save(); pen.clip(); pen.strokeStyle = "rgb(255 255 255 / 75%)"; pen.lineWidth = 3;
    for (let x = -26; x < 26; x += 8) { pen.beginPath(); pen.moveTo(x, 26); pen.lineTo(x + 26, 0); pen.stroke(); }
    pen.restore();
  }
  pen.lineWidth = 3; pen.strokeStyle = "#fff"; pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

function drawFlat() {
  const wide = 600, high = 290, [west, south, east, north] = bounds;
  const squeeze = Math.cos(((south + north) / 2) * Math.PI / 180);
  const scale = Math.min((wide - 24) / ((east - west) * squeeze), (high - 24) / (north - south));
  const at = ([lon, lat]) => [12 + (lon - west) * squeeze * scale, high - 12 - (lat - south) * scale];
  const line = (ring) => ring.map((one, n) => `${n ? "L" : "M"}${at(one).map((v) => v.toFixed(1)).join(" ")}`).join("") + "Z";
  const shapes = areas.features.map((f) => `<path d="${f.geometry.coordinates.map(line).join("")}" fill="${COLOURS[f.properties.level]}" fill-opacity=".22" stroke="#6d7f93"/>`);
  const dots = points.features.map((f) => { const [x, y] = at(f.geometry.coordinates); return `<use href="#s-${f.properties.level}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" data-risk="${f.properties.risk}"/>`; });
  place.innerHTML = `<svg class="flat" viewBox="0 0 ${wide} ${high}" role="img"><defs>
    <circle id="s-blue" r="4" fill="${COLOURS.blue}" stroke="#fff"/><path id="s-yellow" d="M0-5L5 0L0 5L-5 0Z" fill="${COLOURS.yellow}" stroke="#fff"/>
    <path id="s-orange" d="M0-5L5 4L-5 4Z" fill="${COLOURS.orange}" stroke="#fff"/><rect id="s-red" x="-4" y="-4" width="8" height="8" fill="${COLOURS.red}" stroke="#fff"/></defs>${shapes.join("")}${dots.join("")}</svg>`;
  place.addEventListener("click", (event) => { const risk = event.target.closest("[data-risk]")?.dataset.risk; if (risk) open(risk); });
  place.dataset.ready = "flat";
}
