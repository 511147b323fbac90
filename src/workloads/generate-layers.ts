import { cogact } from './cogact.js';
import { ddpmUnet } from './ddpm-unet.js';
import { dit } from './dit.js';
import type { NetworkLayers } from './network-layers.js';
import { pixart } from './pixart.js';
import type { Architecture } from './published-network.js';
import { sdUnet } from './sd-unet.js';

/** The layers of any network of a known family. */
export function generateLayers({ family, hyperParameters }: Architecture): NetworkLayers {
  switch (family) {
    case 'dit':
      return dit(hyperParameters);
    case 'pixart':
      return pixart(hyperParameters);
    case 'cogact':
      return cogact(hyperParameters);
    case 'sd-unet':
      return sdUnet(hyperParameters);
    case 'ddpm-unet':
      return ddpmUnet(hyperParameters);
  }
}
