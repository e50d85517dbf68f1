-- The database that the documentation calls app, for Postgres and SQLite alike.
CREATE TABLE customers (
  id integer PRIMARY KEY,
  name varchar(80) NOT NULL,
  email varchar(120) NOT NULL UNIQUE,
  tier text NOT NULL CHECK (tier IN ('bronze', 'silver', 'gold'))
);

CREATE TABLE orders (
  id integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers (id),
  total numeric(10, 2) NOT NULL CHECK (total >= 0),
  placed_at timestamp NOT NULL,
  shipped_at timestamp,
  CHECK (shipped_at >= placed_at)
);

CREATE TABLE order_items (
  order_id integer NOT NULL REFERENCES orders (id),
  line integer NOT NULL CHECK (line BETWEEN 1 AND 20),
  sku varchar(20) NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, line)
);
