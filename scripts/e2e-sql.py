"""Runs queries in a local Spark, for e2e-sql.mjs: prints each one's rows as JSON."""

import json
import sys

from pyspark.sql import SparkSession

with open(sys.argv[1]) as given:
    task = json.load(given)
spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")
types = "user_id STRING, timestamp_ms BIGINT, event STRING, row INT"
spark.read.csv(task["file"], header=True, schema=types).cache().createOrReplaceTempView("rows_given")
told = {name: [",".join(str(value) for value in row) for row in spark.sql(query).collect()] for name, query in task["queries"].items()}
json.dump(told, sys.stdout)
