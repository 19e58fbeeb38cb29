// Requests in the name of the signed-in user: the CSRF token, and POSTs that carry it.

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/**
 * POST a form to our own server.
 * @param {string} url
 * @param {Object<string, string|string[]>|FormData} data
 * @returns {Promise<Response>} rejects only when the network fails; a refused deed is a Response with its status
 */
export function post(url, data = {}) {
  const body = data instanceof FormData ? data : new URLSearchParams();
  if (body !== data) {
    for (const [name, value] of Object.entries(data)) {
      for (const one of [value].flat()) body.append(name, one);
    }
  }
  return fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
}
