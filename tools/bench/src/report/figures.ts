/** Direction in which a figure is better, and what it counts. */
export type Unit = '/s' | 'ms' | 'µs' | 'ns' | 'MiB' | 'B' | '';

export interface Figure {
  section: string;
  name: string;
  unit: Unit;
  /** One a round, in order. */
  values: number[];
}

export interface Figures {
  /** One round's value of a figure: section, name, value with its unit. */
  add: (section: string, name: string, measured: readonly [value: number, unit: Unit]) => void;
  /** The values of a figure, one a round; empty when it was not measured. */
  of: (section: string, name: string) => readonly number[];
  all: () => readonly Figure[];
}

export const createFigures = (): Figures => {
  const figures = new Map<string, Figure>();
  return {
    add: (section, name, [value, unit]) => {
      const key = `${section}/${name}`;
      const figure = figures.get(key) ?? { section, name, unit, values: [] };
      figure.values.push(value);
      figures.set(key, figure);
    },
    of: (section, name) => figures.get(`${section}/${name}`)?.values ?? [],
    all: () => [...figures.values()],
  };
};
