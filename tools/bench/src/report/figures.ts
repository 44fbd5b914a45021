/** Direction in which a figure is better, and what it counts. */
export type Unit = '/s' | 'ms' | 'µs' | 'MiB' | 'B' | '';

export interface Figure {
  section: string;
  name: string;
  unit: Unit;
  /** One a round, in order. */
  values: number[];
}

export interface Figures {
  add: (section: string, name: string, unit: Unit, value: number) => void;
  /** The values of a figure, one a round; empty when it was not measured. */
  of: (section: string, name: string) => readonly number[];
  all: () => readonly Figure[];
}

export const createFigures = (): Figures => {
  const figures = new Map<string, Figure>();
  return {
    // eslint-disable-next-line max-params -- a figure is these four, at two dozen places
    add: (section, name, unit, value) => {
      const key = `${section}/${name}`;
      const figure = figures.get(key) ?? { section, name, unit, values: [] };
      figure.values.push(value);
      figures.set(key, figure);
    },
    of: (section, name) => figures.get(`${section}/${name}`)?.values ?? [],
    all: () => [...figures.values()],
  };
};
