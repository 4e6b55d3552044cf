"""What the app's environment is after `load_dotenv()`, for each case of a file. Usage: app.py CASES RESULTS"""

import json
import logging
import os
import sys
import tempfile

from dotenv import load_dotenv

logging.disable(logging.CRITICAL)

with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)

results = []
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, ".env")
    for case in cases:
        with open(path, "wb") as file:
            file.write(bytes(case["file"]))
        os.environ.clear()
        os.environ.update(case["environment"])
        try:
            load_dotenv(path)
            results.append({"environment": dict(os.environ)})
        except Exception as error:
            results.append({"error": type(error).__name__})

with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(results, file)
