// The tables of nodes and edges: they are what is sent, and the drawing follows them.

export class Rows {
  #form;
  #nodes;
  #edges;

  constructor(form) {
    this.#form = form;
    this.#nodes = form.querySelector("[data-nodes]");
    this.#edges = form.querySelector("[data-edges]");
  }

  read() {
    const value = (row, name) => row.querySelector(`[name="${name}"]`).value;
    const nodes = this.#rows(this.#nodes).map((row) => ({
      id: value(row, "node_id"), name: value(row, "node_name"), x: Number(value(row, "node_x")),
      y: Number(value(row, "node_y")), k: value(row, "node_k"),
    }));
    const edges = this.#rows(this.#edges).map((row) => [value(row, "edge_from"), value(row, "edge_to")]);
    return { nodes, edges };
  }

  // Writes the template into the tables; rows are made and dropped as needed, so that the one with the focus stays.
  write({ nodes, edges }) {
    this.#fill(this.#nodes, nodes, "[data-node-row]", (row, node) => {
      for (const name of ["id", "name", "x", "y", "k"]) put(row, `node_${name}`, node[name]);
    });
    this.#fill(this.#edges, edges, "[data-edge-row]", (row, [from, to]) => {
      offer(row.querySelector('[name="edge_from"]'), nodes, from);
      offer(row.querySelector('[name="edge_to"]'), nodes, to);
    });
  }

  #rows(body) {
    return [...body.rows];
  }

  #fill(body, items, template, set) {
    while (body.rows.length > items.length) body.lastElementChild.remove();
    while (body.rows.length < items.length) {
      body.append(this.#form.querySelector(template).content.firstElementChild.cloneNode(true));
    }
    items.forEach((item, index) => {
      set(body.rows[index], item);
      body.rows[index].querySelector("[data-remove]").hidden = body === this.#nodes && "fixed" in this.#form.dataset;
    });
  }
}

function put(row, name, value) {
  const input = row.querySelector(`[name="${name}"]`);
  if (input.value !== String(value)) input.value = value;
}

function offer(select, nodes, chosen) {
  const empty = select.options[0];
  select.replaceChildren(empty, ...nodes.map((node) => new Option(node.name, node.id, false, node.id === chosen)));
  select.value = nodes.some((node) => node.id === chosen) ? chosen : "";
}
