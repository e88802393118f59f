/** An entry of the package as built; its types are not there before it is. @param {string} name @returns {Promise<any>} */
export const dist = (name) => import(new URL(`../../dist/${name}.js`, import.meta.url).href);
