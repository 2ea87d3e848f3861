from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_phones_are_shared'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='tags',
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='tags_fold',
            field=models.TextField(null=True),
        ),
    ]
