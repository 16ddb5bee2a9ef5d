// What preact.js exports (vendor.js), for the check of types alone. What a view remembers may be anything: it is of contracts
// whose methods the page learns when it runs.
export { render, Fragment } from "preact";
export { useEffect, useMemo, useCallback } from "preact/hooks";
export declare function useState(initial?: any): [any, (next?: any) => void];
export declare function useRef(initial?: any): { current: any };
export declare const html: (strings: TemplateStringsArray, ...values: any[]) => any;
