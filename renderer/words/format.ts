/** Numbers and times as the chosen language writes them. What is not known stays an en dash, never a zero. */
export class Format {
  readonly #locale: string;
  readonly #whole: Intl.NumberFormat;
  readonly #oneDigit: Intl.NumberFormat;

  constructor(locale: string) {
    this.#locale = locale;
    this.#whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.#oneDigit = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  /** Two parts, so that the unit can be set apart. */
  rate(bitsPerSecond: number | null): { value: string; unit: string } {
    if (bitsPerSecond === null) return { value: '–', unit: '' };
    const steps = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'];
    let value = bitsPerSecond;
    let step = 0;
    while (value >= 999.5 && step < steps.length - 1) {
      value /= 1000;
      step += 1;
    }
    const digits = step === 0 || value >= 99.95 ? this.#whole : this.#oneDigit;
    return { value: digits.format(value), unit: steps[step] ?? '' };
  }

  rateText(bitsPerSecond: number | null): string {
    const { value, unit } = this.rate(bitsPerSecond);
    return unit === '' ? value : `${value}\u00a0${unit}`;
  }

  megabits(value: number | null): string | null {
    return value === null ? null : this.rateText(value * 1_000_000).replace(/[.,]0(?=\u00a0)/, '');
  }

  dbm(value: number): string {
    return `${this.#whole.format(value).replace('-', '\u2212')}\u00a0dBm`;
  }

  /** A multiple, with as many digits as tell something. */
  factor(value: number): string {
    return new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 1 }).format(value);
  }

  /** One digit behind the point where it tells something. */
  short(value: number): string {
    return (value < 10 ? this.#oneDigit : this.#whole).format(value);
  }

  whole(value: number): string {
    return this.#whole.format(value);
  }

  /** A figure that comes as text with a point, such as a band. */
  decimal(text: string): string {
    return new Intl.NumberFormat(this.#locale).format(Number(text));
  }

  time(at: number): string {
    return new Intl.DateTimeFormat(this.#locale, { timeStyle: 'medium' }).format(at);
  }

  day(at: number): string {
    return new Intl.DateTimeFormat(this.#locale, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  }

  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.#locale, { type: 'conjunction' }).format(items);
  }
}
