from django.apps import AppConfig


class PipelineConfig(AppConfig):
    name = "careerpath.pipeline"
    verbose_name = "Pipeline"
