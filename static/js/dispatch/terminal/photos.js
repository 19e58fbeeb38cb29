// Photos: made small enough for a thin line before they are kept.

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

/** A JPEG blob of at most 1600 px. Position and camera data of the file do not survive the canvas, which is as well. */
export async function small(file) {
  const image = await decode(file);
  const [width, height] = [image.width ?? image.naturalWidth, image.height ?? image.naturalHeight];
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close?.();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/jpeg", QUALITY);
  });
}

async function decode(file) {
  if (window.createImageBitmap) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      // an older browser knows no options, or not this kind of file: an <img> may
    }
  }
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await image.decode();
  return image;
}
