// Shapes and their areas.
interface Shape<T extends string = 'square'> {
    readonly kind: T;
    area(scale?: number): number;
}
type Id = string | unknown;
@sealed
export abstract class Circle implements Shape<'circle'> {
    private radius: number = 1.5;
    constructor(public readonly kind: 'circle') { super(); }
    area = (scale = 2) => Math.PI * this.radius ** 2 / scale;
    static parse(text: string): Id { return text.replace(/\/\*[*/]/, "") as unknown; }
}
enum Level { Low = 1, High = `a${1 + 1}`.length }
declare module "shapes"; /* open
