// w:biz and w:biz:catalog: what a business shows. An account is one when a test gave it `business`:
//   {description, address, email, website: [], category, hours: {timezone, days: [{}]}, products: [{id, name, price}]}
import { children, node, text } from '../nodes.mjs';
import { QueryError } from './error.mjs';

export function business({ relay, what }) {
  const { jid } = children(what, 'profile')[0]?.attrs ?? {};
  const account = relay.directory.find(jid);
  if (what?.tag !== 'business_profile' || !account) throw new QueryError(404, 'item-not-found');
  const shown = account.business;
  if (!shown) return [node('business_profile', { v: what.attrs.v }, [])];
  const { timezone, days = [] } = shown.hours ?? {};
  return [
    node('business_profile', { v: what.attrs.v }, [
      node('profile', { jid }, [
        shown.address && node('address', {}, shown.address),
        node('description', {}, shown.description ?? ''),
        ...(shown.website ?? []).map((site) => node('website', {}, site)),
        shown.email && node('email', {}, shown.email),
        shown.category && node('categories', {}, [node('category', { id: '1' }, shown.category)]),
        shown.hours &&
          node(
            'business_hours',
            { timezone },
            days.map((day) => node('business_hours_config', day)),
          ),
      ]),
    ]),
  ];
}

// Pages of `limit` products; the cursor is how many were shown before.
export function catalog({ relay, what }) {
  const account = relay.directory.find(what?.attrs.jid ?? what?.attrs.biz_jid);
  if (!account?.business) throw new QueryError(404, 'item-not-found');
  const products = account.business.products ?? [];
  if (what.tag === 'collections')
    return [
      node('collections', {}, [
        node('collection', {}, [
          node('id', {}, '1'),
          node('name', {}, 'All products'),
          ...products.map(product),
          node('status_info', {}, [node('status', {}, 'APPROVED'), node('can_appeal', {}, 'false')]),
        ]),
      ]),
    ];
  const first = Number(text(what, 'after') ?? 0);
  const next = first + Number(text(what, 'limit') ?? 10);
  return [
    node('product_catalog', {}, [
      ...products.slice(first, next).map(product),
      next < products.length && node('paging', {}, [node('after', {}, String(next))]),
    ]),
  ];
}

const product = ({ id, name, price }) =>
  node('product', { is_hidden: 'false' }, [
    node('id', {}, id),
    node('name', {}, name),
    node('price', {}, String(price)),
    node('currency', {}, 'EUR'),
    node('status_info', {}, [node('status', {}, 'APPROVED')]),
  ]);
