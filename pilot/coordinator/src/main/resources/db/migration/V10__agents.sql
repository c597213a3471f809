-- What the agent that claimed says of itself, as JSON. Null: it says nothing, as all did before there were numbers.
ALTER TABLE claims ADD COLUMN agent TEXT;
